package main

// A shape is what may stand in a block: which arguments, which must, and which blocks.
type shape struct {
	required, optional []string
	blocks             map[string]shape
}

// shapes are the resources and data sources that the description uses, by the provider's own documentation
// (github.com/tencentcloudstack/terraform-provider-tencentcloud, website/docs, August 2026). The provider itself is not run
// here: it is not in every registry, and would want an account. What it would refuse besides names, this cannot tell. Only what
// is used, or was thought of, is listed: a new argument begins with looking it up there.
func shapes() map[string]shape {
	return map[string]shape{
		"data.tencentcloud_user_info": {},

		"tencentcloud_scf_function": {
			required: []string{"name"},
			optional: []string{
				"handler", "runtime", "func_type", "description", "mem_size", "timeout", "role", "environment", "namespace",
				"enable_public_net", "enable_eip_config", "async_run_enable", "cls_logset_id", "cls_topic_id",
				"cos_bucket_name", "cos_bucket_region", "cos_object_name", "zip_file", "vpc_id", "subnet_id", "tags", "dns_cache",
			},
		},
		"tencentcloud_scf_trigger": {
			required: []string{"function_name", "namespace", "trigger_name", "type"},
			optional: []string{"trigger_desc", "qualifier", "enable", "custom_argument", "description"},
		},
		"tencentcloud_scf_function_event_invoke_config": {
			required: []string{"function_name"},
			optional: []string{"namespace"},
			blocks: map[string]shape{"async_trigger_config": {
				required: []string{"msg_ttl"},
				blocks:   map[string]shape{"retry_config": {required: []string{"retry_num"}}},
			}},
		},

		"tencentcloud_cam_role":   {required: []string{"name", "document"}, optional: []string{"description", "console_login", "session_duration", "tags"}},
		"tencentcloud_cam_policy": {required: []string{"name", "document"}, optional: []string{"description"}},
		"tencentcloud_cam_role_policy_attachment": {
			required: []string{"role_id", "policy_id"},
		},

		"tencentcloud_cos_bucket": {
			required: []string{"bucket"},
			optional: []string{"acl", "encryption_algorithm", "force_clean", "multi_az", "tags", "versioning_enable"},
			blocks: map[string]shape{"lifecycle_rules": {
				optional: []string{"id", "filter_prefix"},
				blocks:   map[string]shape{"expiration": {optional: []string{"date", "days", "delete_marker"}}},
			}},
		},
		"tencentcloud_cos_bucket_object": {
			required: []string{"bucket", "key"},
			optional: []string{"acl", "content_type", "etag", "source", "storage_class", "tags"},
		},

		"tencentcloud_cls_logset": {required: []string{"logset_name"}, optional: []string{"tags"}},
		"tencentcloud_cls_topic": {
			required: []string{"logset_id", "topic_name"},
			optional: []string{"auto_split", "describes", "hot_period", "max_split_partitions", "partition_count", "period", "storage_type", "tags"},
		},
		"tencentcloud_cls_index": {
			required: []string{"topic_id"},
			optional: []string{"include_internal_fields", "metadata_flag", "status"},
			blocks: map[string]shape{"rule": {blocks: map[string]shape{
				"full_text": {required: []string{"case_sensitive", "contain_z_h", "tokenizer"}},
				"key_value": {
					required: []string{"case_sensitive"},
					blocks: map[string]shape{"key_values": {
						required: []string{"key"},
						blocks:   map[string]shape{"value": {required: []string{"type"}, optional: []string{"contain_z_h", "sql_flag", "tokenizer"}}},
					}},
				},
			}}},
		},
		"tencentcloud_cls_alarm_notice": {
			required: []string{"name"},
			optional: []string{"type", "tags"},
			blocks: map[string]shape{"notice_receivers": {
				required: []string{"receiver_type", "receiver_ids", "receiver_channels"},
				optional: []string{"start_time", "end_time", "notice_content_id"},
			}},
		},
		"tencentcloud_cls_alarm": {
			required: []string{"name", "alarm_notice_ids", "alarm_period", "condition", "trigger_count"},
			optional: []string{"alarm_level", "message_template", "status", "tags"},
			blocks: map[string]shape{
				"alarm_targets": {required: []string{"logset_id", "topic_id", "number", "query", "start_time_offset", "end_time_offset"}},
				"monitor_time":  {required: []string{"type", "time"}},
			},
		},
	}
}

// mandatory are the blocks that a resource cannot do without.
func mandatory() map[string][]string {
	return map[string][]string{
		"tencentcloud_scf_function_event_invoke_config": {"async_trigger_config"},
		"tencentcloud_cls_alarm":                        {"alarm_targets", "monitor_time"},
	}
}

// meta are the arguments and blocks that Terraform itself gives to every resource.
var (
	metaArguments = []string{"count", "for_each", "depends_on", "provider"}
	metaBlocks    = []string{"lifecycle"}
)
