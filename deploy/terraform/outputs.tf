output "function" {
  description = "The function's name, for tccli and the console."
  value       = tencentcloud_scf_function.report.name
}

output "storage" {
  description = "Where the reports are: TOKENREPORT_STORAGE, for commands on your machine."
  value       = local.storage
}

output "log_topic" {
  description = "The log's topic, for searches."
  value       = tencentcloud_cls_topic.log.id
}
