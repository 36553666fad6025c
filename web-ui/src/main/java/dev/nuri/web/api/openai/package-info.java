/** Bodies of the OpenAI-compatible routes, in OpenAI's own names. */
package dev.nuri.web.api.openai;
