package dev.holdfast.crypto;

/**
 * What a re-encryption did.
 *
 * @param examined how many rows were looked at
 * @param changed how many rows were written anew
 * @param unreadable how many values couldn't be decrypted, and stay as they are; shredded ones are among them
 * @param left how many values still aren't as they should be: written meanwhile by a node that didn't know the new key,
 *     or locked; run it again
 */
public record ReencryptionReport(long examined, long changed, long unreadable, long left) {}
