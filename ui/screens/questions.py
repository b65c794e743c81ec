"""The page families come to: ask, read, pass it on."""

from ui.page import show_questions

if __name__ == "__main__":
    show_questions()
