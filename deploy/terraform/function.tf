locals {
  bucket  = "${var.bucket}-${data.tencentcloud_user_info.account.app_id}"
  storage = "cos://${local.bucket}/${var.prefix}?region=${var.region}"
  secrets = var.smtp_password == "" ? {} : { SMTP_PASSWORD = var.smtp_password }
}

# The code goes through the bucket under a name that changes with it: a change of a file behind the same name would not be
# seen, and an upload within the request has a limit that the zip is near to. The role cannot read it.
resource "tencentcloud_cos_bucket_object" "code" {
  bucket = local.bucket
  key    = "tokenreport-code/${filemd5(var.package)}.zip"
  source = var.package

  depends_on = [tencentcloud_cos_bucket.reports]
  lifecycle {
    create_before_destroy = true
  }
}

resource "tencentcloud_scf_function" "report" {
  name              = var.name
  description       = "Reports of LLM token usage"
  func_type         = "Event"
  runtime           = "Go1"
  handler           = "main"
  mem_size          = var.memory
  timeout           = var.timeout
  role              = tencentcloud_cam_role.function.name
  enable_public_net = true

  # A timer invokes asynchronously without it; with it, the platform would not retry. It cannot be changed later.
  async_run_enable = "FALSE"

  cos_bucket_name   = local.bucket
  cos_bucket_region = var.region
  cos_object_name   = tencentcloud_cos_bucket_object.code.key

  cls_logset_id = tencentcloud_cls_logset.log.id
  cls_topic_id  = tencentcloud_cls_topic.log.id

  environment = merge(var.environment, local.secrets, { TOKENREPORT_STORAGE = local.storage })
}

resource "tencentcloud_scf_trigger" "daily" {
  function_name   = tencentcloud_scf_function.report.name
  namespace       = "default"
  trigger_name    = "daily"
  type            = "timer"
  trigger_desc    = var.cron
  qualifier       = "$DEFAULT"
  enable          = "OPEN"
  custom_argument = "{}"
}

# What serverless.yml cannot say: how often an invocation that failed is tried again, and for how long, in seconds.
resource "tencentcloud_scf_function_event_invoke_config" "retries" {
  function_name = tencentcloud_scf_function.report.name
  namespace     = "default"
  async_trigger_config {
    msg_ttl = 21600
    retry_config {
      retry_num = var.retries
    }
  }
}
