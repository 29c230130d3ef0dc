/** What the server ends with under a supervisor where it can't serve as it is set up: EX_CONFIG of sysexits.h. By itself it ends with 1. */
export const CAN_NOT_START = 78;
