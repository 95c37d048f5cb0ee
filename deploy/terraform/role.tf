# The documents are those of deploy/cam, with its placeholders filled in.
locals {
  policy = replace(replace(replace(replace(file("${path.module}/../cam/policy.json"),
    "REGION", var.region),
    "APPID", data.tencentcloud_user_info.account.app_id),
    "BUCKET", var.bucket),
  "PREFIX", var.prefix)
}

resource "tencentcloud_cam_role" "function" {
  name        = var.name
  document    = file("${path.module}/../cam/trust.json")
  description = "What the function tokenreport may do"
}

resource "tencentcloud_cam_policy" "function" {
  name        = var.name
  document    = local.policy
  description = "Reading token usage, and storing the reports"
}

resource "tencentcloud_cam_role_policy_attachment" "function" {
  role_id   = tencentcloud_cam_role.function.id
  policy_id = tencentcloud_cam_policy.function.id
}

resource "tencentcloud_cam_policy" "dispatch" {
  count       = var.dispatch ? 1 : 0
  name        = "${var.name}-dispatch"
  document    = file("${path.module}/../cam/dispatch.json")
  description = "Starting the invocations of single reports"
}

resource "tencentcloud_cam_role_policy_attachment" "dispatch" {
  count     = var.dispatch ? 1 : 0
  role_id   = tencentcloud_cam_role.function.id
  policy_id = tencentcloud_cam_policy.dispatch[0].id
}
