/** The tools that language models call through the Model Context Protocol, at {@code /mcp}. */
package dev.nuri.web.mcp;
