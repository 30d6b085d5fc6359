using System.Globalization;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>The spelling of an API's codes.</summary>
internal sealed class CodeStyle
{
    private enum Spelling
    {
        Lower,
        Upper,
        Kebab,
        Pascal,
        Camel,
        Number,
    }

    private readonly Spelling _spelling;

    private CodeStyle(Spelling spelling) => _spelling = spelling;

    /// <summary>The spelling that most codes have; snake case where there are none.</summary>
    public static CodeStyle Of(IEnumerable<Sample> samples)
    {
        var codes = samples.Where(sample => sample.HasOwnCode).DistinctBy(sample => sample.Code).ToArray();
        return new CodeStyle(codes.Length == 0 ? Spelling.Lower : codes.GroupBy(Of).MaxBy(same => same.Count())!.Key);
    }

    /// <summary>true if codes are numbers.</summary>
    public bool IsNumber => _spelling == Spelling.Number;

    /// <summary>Words as a code.</summary>
    public string Spell(params string[] words) => _spelling switch
    {
        Spelling.Upper => string.Join('_', words).ToUpperInvariant(),
        Spelling.Kebab => string.Join('-', words),
        Spelling.Pascal => string.Concat(words.Select(Capital)),
        Spelling.Camel => words[0] + string.Concat(words[1..].Select(Capital)),
        _ => string.Join('_', words),
    };

    /// <summary>The reason phrase of a status as a code, or a number that begins with the status.</summary>
    /// <param name="status">The status.</param>
    /// <param name="count">1, or a higher number for a second code of the status.</param>
    public string SpellStatus(int status, int count = 1)
    {
        if (IsNumber)
        {
            return ((status * 100) + count - 1).ToString(CultureInfo.InvariantCulture);
        }

        var phrase = status == 200 ? "Refused" : ReasonPhrases.TitleOf(status);
        var words = string.Concat(phrase.Where(character => char.IsAsciiLetterOrDigit(character) || character == ' ')).ToLowerInvariant().Split(' ');
        return Spell(count == 1 ? words : [.. words, count.ToString(CultureInfo.InvariantCulture)]);
    }

    private static Spelling Of(Sample sample)
    {
        var code = sample.Code;
        return sample.IsCodeNumber ? Spelling.Number
            : code.Contains('-', StringComparison.Ordinal) ? Spelling.Kebab
            : !code.Any(char.IsAsciiLetterLower) ? Spelling.Upper
            : char.IsAsciiLetterUpper(code[0]) ? Spelling.Pascal
            : code.Any(char.IsAsciiLetterUpper) ? Spelling.Camel
            : Spelling.Lower;
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
