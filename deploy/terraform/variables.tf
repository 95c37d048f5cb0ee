variable "region" {
  description = "Where the function, its bucket and its log are. The region of the API that is asked is another: TOKENREPORT_REGION."
  type        = string
  default     = "ap-singapore"
}

variable "name" {
  description = "The name of the function, its role, its policy and its log."
  type        = string
  default     = "tokenreport"
  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9_-]{0,48}[A-Za-z0-9]$", var.name))
    error_message = "2 to 50 letters, digits, - and _, beginning with a letter and not ending in - or _."
  }
}

variable "package" {
  description = "The zip that `go run . package` makes."
  type        = string
  default     = "../../tokenreport.zip"
}

variable "bucket" {
  description = "The bucket for the reports and the function's code, without the APPID."
  type        = string
  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]*[a-z0-9]$", var.bucket))
    error_message = "Small letters, digits and -."
  }
}

variable "create_bucket" {
  description = "Whether to make the bucket. One that is there must never have had versioning: see docs/deploy.md."
  type        = bool
  default     = true
}

variable "prefix" {
  description = "The folder in the bucket in which the reports are kept."
  type        = string
  default     = "token-usage"
  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9/-]*[a-z0-9]$", var.prefix))
    error_message = "Small letters, digits, - and /, without a / at either end."
  }
}

variable "keep_days" {
  description = "After how many days stored reports are deleted, and the records of what has been delivered; 0: never."
  type        = number
  default     = 0
  validation {
    condition     = var.keep_days == 0 || var.keep_days >= 100
    error_message = "0, or at least 100: a report is compared with the 62 days before it."
  }
}

variable "environment" {
  description = "The function's variables, without SMTP_PASSWORD and TOKENREPORT_STORAGE: see .env.example, or what your tokenreport.yml reads."
  type        = map(string)
}

variable "smtp_password" {
  description = "The mail server's password. Terraform's state and the function have it in plain text."
  type        = string
  default     = ""
  sensitive   = true
}

variable "cron" {
  description = "When the function runs: second, minute, hour, day, month, weekday, year, always in UTC+8."
  type        = string
  default     = "0 30 8 * * * *"
  validation {
    condition     = length(split(" ", var.cron)) == 7
    error_message = "Seven fields, with a space between each."
  }
}

variable "memory" {
  description = "In MB; processor time comes with it."
  type        = number
  default     = 256
  validation {
    condition     = var.memory >= 256 && var.memory <= 3072 && var.memory % 128 == 0
    error_message = "A multiple of 128 from 256 to 3072."
  }
}

variable "timeout" {
  description = "In seconds."
  type        = number
  default     = 120
  validation {
    condition     = var.timeout >= 60 && var.timeout <= 900
    error_message = "From 60 to 900."
  }
}

variable "retries" {
  description = "How often the platform runs the function again, a minute apart, after it answered an error."
  type        = number
  default     = 2
  validation {
    condition     = contains([0, 1, 2], var.retries)
    error_message = "0, 1 or 2."
  }
}

variable "dispatch" {
  description = "Whether the configuration has dispatch: scf. The role may then start any function of the account."
  type        = bool
  default     = false
}

variable "alarm_receivers" {
  description = "The numbers (UIN) of the sub-accounts that are told when a run fails, or none happened; none: no alarm."
  type        = list(number)
  default     = []
}

variable "alarm_channels" {
  description = "How they are told: Email, Sms, WeChat, Phone."
  type        = list(string)
  default     = ["Email"]
}

variable "alarm_silence_at" {
  description = "The minute of the day, in the alarm's UTC+8, at which a report must have gone out within the last 24 hours."
  type        = number
  default     = 570
}
