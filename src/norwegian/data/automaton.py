"""Writes a sorted map from byte strings to numbers as the automaton that the Rust crate `fst` 0.4 reads
(format version 3). Fully minimal, so the same input always gives the same, smallest bytes."""

import struct

# The order in which the crate numbers frequent input bytes; the first 63 need no byte of their own.
COMMON = [
    't', 'e', '/', 'o', 'a', 's', 'r', 'i', 'p', 'c', 'n', 'w', '.', 'h', 'l', 'm', '-', 'd', 'u', '0',
    '1', '2', 'g', '=', ':', 'b', 'f', '3', 'y', '5', '&', '_', '4', 'v', '9', '6', '7', '8', 'k', '%',
    '?', 'x', 'C', 'D', 'A', 'S', 'F', 'I', 'B', 'E', 'j', 'P', 'T', 'z', 'R', 'N', 'M', '+', 'L', 'O',
    'q', 'H', 'G', 'W',
]
INDEX = {ord(c): i for i, c in enumerate(COMMON)}
EMPTY, NONE = 0, 1


def size(number):
    """Bytes needed for a number, at least one."""
    return max(1, (number.bit_length() + 7) // 8)


def packed(number, width):
    return number.to_bytes(width, 'little')


def common(byte):
    """The crate's short code of an input byte, 0 if it has none."""
    at = INDEX.get(byte, 255) + 1
    return at if at <= 0b111111 else 0


def crc32c(data):
    """Castagnoli checksum, masked as in the Snappy frame format."""
    table = []
    for i in range(256):
        for _ in range(8):
            i = (i >> 1) ^ (0x82F63B78 if i & 1 else 0)
        table.append(i)
    crc = 0xFFFFFFFF
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


class Writer:
    """Nodes are frozen from the deepest up as soon as no later key can touch them."""

    def __init__(self):
        self.out = bytearray(struct.pack('<QQ', 3, 0))
        self.seen = {}
        self.last = NONE

    def freeze(self, final, output, transitions):
        """Address of a node (final, final output, [(input, output, address)]), written once."""
        if final and output == 0 and not transitions:
            return EMPTY
        key = (final, output, tuple(transitions))
        if key not in self.seen:
            self.write(final, output, transitions)
            self.last = len(self.out) - 1
            self.seen[key] = self.last
        return self.seen[key]

    def write(self, final, output, transitions):
        start = len(self.out)

        def delta(target):
            return 0 if target == EMPTY else start - target

        if len(transitions) != 1 or final:
            self.any(final, output, transitions, delta)
            return
        byte, out, target = transitions[0]
        code = common(byte)
        letter = b'' if code else bytes([byte])
        if target == self.last and out == 0:
            self.out += letter + bytes([0b11000000 | code])
            return
        osize = size(out) if out else 0
        tsize = size(delta(target))
        self.out += packed(out, osize) + packed(delta(target), tsize)
        self.out += bytes([tsize << 4 | osize]) + letter + bytes([0b10000000 | code])

    def any(self, final, output, transitions, delta):
        outputs = [output] + [t[1] for t in transitions]
        osize = max(map(size, outputs)) if any(outputs) else 0
        tsize = max([size(delta(t[2])) for t in transitions], default=0)
        body = bytearray()
        if osize:
            if final:
                body += packed(output, osize)
            for t in reversed(transitions):
                body += packed(t[1], osize)
        for t in reversed(transitions):
            body += packed(delta(t[2]), tsize)
        body += bytes(t[0] for t in reversed(transitions))
        count = len(transitions)
        if count > 32:
            index = bytearray([255] * 256)
            for i, t in enumerate(transitions):
                index[t[0]] = i
            body += index
        body.append(tsize << 4 | osize)
        state = 0b01000000 if final else 0
        if count <= 63 and count > 0:
            state |= count
        else:
            body.append(1 if count == 256 else count)
        body.append(state)
        self.out += body


def automaton(pairs):
    """The bytes of the map. Keys are unique non-empty byte strings; they are sorted here."""
    writer = Writer()
    # an open node: [final, final output, [(input, output, address)], open input, open output]
    stack = [[False, 0, [], None, 0]]

    def close(down_to):
        while len(stack) > down_to + 1:
            final, output, transitions, _, _ = stack.pop()
            address = writer.freeze(final, output, transitions)
            above = stack[-1]
            above[2].append((above[3], above[4], address))
            above[3] = None

    count = 0
    for key, value in sorted(pairs):
        count += 1
        at = 0
        while at < len(key) and stack[at][3] == key[at]:
            node = stack[at]
            shared = min(node[4], value)
            rest = node[4] - shared
            if rest:
                push(stack[at + 1], rest)
                node[4] = shared
            value -= shared
            at += 1
        close(at)
        for byte in key[at:]:
            stack[-1][3], stack[-1][4] = byte, value
            value = 0
            stack.append([False, 0, [], None, 0])
        stack[-1][0] = True
        stack[-1][1] = value
    close(0)
    final, output, transitions, _, _ = stack[0]
    root = writer.freeze(final, output, transitions)
    writer.out += struct.pack('<QQ', count, root)
    writer.out += struct.pack('<I', crc32c(bytes(writer.out)))
    return bytes(writer.out)


def push(node, rest):
    """Adds an output that no longer fits above to everything below an open node."""
    if node[0]:
        node[1] += rest
    node[2] = [(byte, out + rest, address) for byte, out, address in node[2]]
    if node[3] is not None:
        node[4] += rest
