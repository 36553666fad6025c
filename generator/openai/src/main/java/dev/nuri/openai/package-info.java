/** Chat models on OpenAI-compatible servers: vLLM, SGLang, llama-server, and what speaks as they do. */
package dev.nuri.openai;
