/** A data folder as a whole: its check, its backup and its restoring. */
package dev.nuri.web.data;
