/** What requests and ingests go through and when, as OpenTelemetry's spans; sent nowhere unless {@code nuri.traces.url} says where. */
package dev.nuri.web.traces;
