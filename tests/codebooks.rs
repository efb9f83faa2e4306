//! Every shipped codebook loads without findings and its examples hold.
