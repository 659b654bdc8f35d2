"""
Blueprint of the downloads: every collection as a file in every format, and a page of them all.

`datasets` says what can be taken, with its terms; `files` keeps what is made on disk; `offers` is
both for the page, and `views` are the addresses.
"""

from __future__ import annotations

from web.downloads.views import blueprint

__all__ = ["blueprint"]
