/** The student embedder: a table of subword vectors, small enough to come with the program. */
package dev.nuri.student;
