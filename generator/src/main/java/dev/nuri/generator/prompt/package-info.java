/** What a model is told, and how what it writes is read. */
package dev.nuri.generator.prompt;
