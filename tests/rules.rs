//! Rules against what they take and leave.
