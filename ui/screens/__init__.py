"""The pages of the app, each a script that Streamlit runs inside `ui/frame.py`.

The folder is not called `pages`: Streamlit 1.67 runs the files of a folder of that name beside the main script by
itself, bare of style, focus and error handling, for whoever first comes to a fresh process by a page's own address.
"""
