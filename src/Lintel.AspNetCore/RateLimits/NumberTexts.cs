namespace Lintel.AspNetCore;

/// <summary>
/// Texts of whole numbers. Remaining counts and waits are small and repeat on every response, so each text is made once; two threads that make the
/// same one at the same time do no harm.
/// </summary>
internal static class NumberTexts
{
    private static readonly string?[] Kept = new string?[16 * 1024];

    public static string Of(int number)
    {
        if ((uint)number >= (uint)Kept.Length)
        {
            return number.ToString();
        }

        return Kept[number] ??= number.ToString();
    }
}
