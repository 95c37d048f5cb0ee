locals {
  alarms = length(var.alarm_receivers) == 0 ? 0 : 1
  # The fields of the function's own lines that the alarms ask for, and those to search by. The platform's lines have a status.
  text = toset(["level", "msg", "status", "via", "report", "error"])
  # What parts words.
  tokenizer = " \n\t\r@&?|#()='\",;:<>[]{}/\\"
}

resource "tencentcloud_cls_logset" "log" {
  logset_name = var.name
}

resource "tencentcloud_cls_topic" "log" {
  logset_id  = tencentcloud_cls_logset.log.id
  topic_name = var.name
  period     = 30
}

resource "tencentcloud_cls_index" "log" {
  topic_id = tencentcloud_cls_topic.log.id
  rule {
    full_text {
      case_sensitive = false
      contain_z_h    = true
      tokenizer      = local.tokenizer
    }
    key_value {
      case_sensitive = false
      dynamic "key_values" {
        for_each = local.text
        content {
          key = key_values.value
          value {
            type      = "text"
            sql_flag  = true
            tokenizer = local.tokenizer
          }
        }
      }
      key_values {
        key = "SCF_StatusCode"
        value {
          type     = "long"
          sql_flag = true
        }
      }
    }
  }
}

resource "tencentcloud_cls_alarm_notice" "receivers" {
  count = local.alarms
  name  = var.name
  type  = "All"
  notice_receivers {
    receiver_type     = "Uin"
    receiver_ids      = var.alarm_receivers
    receiver_channels = var.alarm_channels
    start_time        = "00:00:00"
    end_time          = "23:59:59"
  }
}

# A run failed: the function says so, or the platform has ended it (out of time or memory), and it could say nothing.
resource "tencentcloud_cls_alarm" "failed" {
  count            = local.alarms
  name             = "${var.name}: a run failed"
  alarm_notice_ids = [tencentcloud_cls_alarm_notice.receivers[0].id]
  condition        = "$1.failures > 0"
  trigger_count    = 1
  alarm_period     = 60
  status           = true
  monitor_time {
    type = "Period"
    time = 15
  }
  alarm_targets {
    number            = 1
    logset_id         = tencentcloud_cls_logset.log.id
    topic_id          = tencentcloud_cls_topic.log.id
    query             = "level:ERROR OR SCF_StatusCode:>=400 | select count(*) as failures"
    start_time_offset = -15
    end_time_offset   = 0
  }
  depends_on = [tencentcloud_cls_index.log]
}

# Nothing happened: the timer is off, the account is in arrears, the function is gone. No log line tells of that. What an earlier
# run had delivered already counts, too, and mails to the owner do not.
resource "tencentcloud_cls_alarm" "silent" {
  count            = local.alarms
  name             = "${var.name}: nothing delivered within 24 hours"
  alarm_notice_ids = [tencentcloud_cls_alarm_notice.receivers[0].id]
  condition        = "$1.deliveries < 1"
  trigger_count    = 1
  alarm_period     = 0
  status           = true
  monitor_time {
    type = "Fixed"
    time = var.alarm_silence_at
  }
  alarm_targets {
    number            = 1
    logset_id         = tencentcloud_cls_logset.log.id
    topic_id          = tencentcloud_cls_topic.log.id
    query             = "msg:delivery AND status:delivered AND NOT via:owner | select count(*) as deliveries"
    start_time_offset = -1440
    end_time_offset   = 0
  }
  depends_on = [tencentcloud_cls_index.log]
}
