/**
 * What a check for leaks found, the most telling first: a row or a state of somebody else; that it could
 * not have seen one; that it was not made.
 */
export const SEVERITIES = ['leak', 'blind', 'failed'] as const;
export type Severity = (typeof SEVERITIES)[number];
