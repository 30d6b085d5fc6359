namespace Lintel.AspNetCore;

/// <summary>
/// Texts of whole numbers. Remaining counts and waits are small and repeat on every response, so each text is made once; two threads that make the
/// same one at the same time do no harm.
/// </summary>
internal static class NumberTexts
{
    private static readonly string?[] Kept = new string?[16 * 1024];
    private static readonly LargeNumber?[] Recent = new LargeNumber?[256];

    public static string Of(int number)
    {
        if ((uint)number >= (uint)Kept.Length)
        {
            return number.ToString();
        }

        return Kept[number] ??= number.ToString();
    }

    /// <summary>The text of a number that the next responses are likely to carry too, however large it is: a limit, a wait, a second of the clock.</summary>
    public static string OfRepeated(long number)
    {
        if ((ulong)number < (ulong)Kept.Length)
        {
            return Of((int)number);
        }

        ref var recent = ref Recent[number & (Recent.Length - 1)];
        var kept = recent;
        if (kept?.Number != number)
        {
            recent = kept = new LargeNumber(number, number.ToString());
        }

        return kept.Text;
    }

    private sealed record LargeNumber(long Number, string Text);
}
