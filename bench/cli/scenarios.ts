export { chooseScenarios } from '../scenario/choose.js';
