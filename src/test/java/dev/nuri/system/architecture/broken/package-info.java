/** A product in miniature that breaks each rule once, so that the rules are seen to fail. */
package dev.nuri.system.architecture.broken;
