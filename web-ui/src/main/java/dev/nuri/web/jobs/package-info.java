/** Ingests that run in the background and outlive the process that accepted them. */
package dev.nuri.web.jobs;
