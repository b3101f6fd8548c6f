/** Changes of parameters in words. */
export { arrow, inUnit, type Unit } from './units';
export { changeWords, fromTo, type InForce, type ProgramChange } from './words';
