# Without versions: with them, or after them, the records of what has been delivered cannot exclude a second run.
resource "tencentcloud_cos_bucket" "reports" {
  count                = var.create_bucket ? 1 : 0
  bucket               = local.bucket
  acl                  = "private"
  encryption_algorithm = "AES256"
  versioning_enable    = false

  dynamic "lifecycle_rules" {
    for_each = var.keep_days == 0 ? [] : [var.keep_days]
    content {
      id            = "old-reports"
      filter_prefix = "${var.prefix}/"
      expiration {
        days = lifecycle_rules.value
      }
    }
  }
}
