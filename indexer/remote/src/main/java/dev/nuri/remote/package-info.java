/** Models on servers, asked over HTTP. */
package dev.nuri.remote;
