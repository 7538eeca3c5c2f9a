"""The workbooks that senders fill in, made from the schema that checks them."""
