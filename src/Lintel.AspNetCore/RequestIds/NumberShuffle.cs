using System.Security.Cryptography;

namespace Lintel.AspNetCore;

/// <summary>
/// A secret permutation of the numbers below a power of two, another one for each tweak: different numbers stay different, and their order
/// says nothing of how many came between. A Feistel network of four rounds, whose halves are mixed with keys that the process draws at its start; it hides a
/// count from observers, and is no cipher.
/// </summary>
internal sealed class NumberShuffle
{
    private const int Rounds = 4;

    private readonly int _half;
    private readonly ulong _mask;
    private readonly ulong[] _keys = new ulong[Rounds];

    /// <param name="bits">How many bits the numbers have; even, 2 to 32.</param>
    public NumberShuffle(int bits)
    {
        _half = bits / 2;
        _mask = (1UL << _half) - 1;
        for (var round = 0; round < Rounds; round++)
        {
            _keys[round] = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        }
    }

    /// <summary>Returns the number that a number is exchanged for.</summary>
    /// <param name="number">The number.</param>
    /// <param name="tweak">Chooses the permutation.</param>
    public ulong Apply(ulong number, ulong tweak)
    {
        var (left, right) = (number >> _half, number & _mask);
        foreach (var key in _keys)
        {
            (left, right) = (right, left ^ (Mix(key ^ (tweak << 16) ^ right) & _mask));
        }

        return (left << _half) | right;
    }

    // The finalizer of MurmurHash3: every bit of the input changes each bit of the output in half of all cases.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD;
        value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }
}
