using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Lintel.Panel;

/// <summary>How the text of a license looks: <c>X</c> stands for a random letter or digit, everything else for itself.</summary>
internal static partial class LicenseMask
{
    public const string Default = "XXXX-XXXX-XXXX-XXXX";
    public const int MaximumLength = 64;

    // 32 characters that are not taken for each other: 5 bits each, and 12 of them are not guessed.
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const char Hole = 'X';
    private const int FewestHoles = 12;

    public static Regex Form => MaskForm();

    public static bool HasEnoughHoles(string mask) => mask.Count(character => character == Hole) >= FewestHoles;

    /// <summary>A new text.</summary>
    public static string Fill(string mask)
    {
        var random = RandomNumberGenerator.GetString(Alphabet, mask.Length);
        return string.Create(mask.Length, (mask, random), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = state.mask[i] == Hole ? state.random[i] : state.mask[i];
            }
        });
    }

    [GeneratedRegex(@"\A[A-Z0-9-]{1,64}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MaskForm();
}
