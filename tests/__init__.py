"""
The checks of `geo` and `web`, in folders named as the packages are.

A package and not a bare folder: some distributions install a `tests` of their own, which Python
would find in place of a bare one.
"""
