package dev.nuri.moe.chat;

/** What a name or an attribute that is not there gives: false, empty, and of length 0. */
enum Undefined {
    VALUE;

    @Override
    public String toString() {
        return "";
    }
}
