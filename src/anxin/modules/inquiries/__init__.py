"""Inquiries 授权查询: somebody asks to see a person's record, and sees it once that person said yes, each time anew."""
