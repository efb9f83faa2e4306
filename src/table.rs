//! Tables: shares and intervals made from counts.
