package dev.nuri.moe.chat;

import dev.nuri.moe.ModelInputException;

/** A chat template is malformed, refuses the messages, or does more than it may. */
public final class TemplateException extends ModelInputException {
    private static final long serialVersionUID = 1L;

    TemplateException(String message) {
        super("chat template: " + message);
    }

    TemplateException(String message, int at) {
        super("chat template, character " + at + ": " + message);
    }
}
