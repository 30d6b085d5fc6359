using System.Globalization;
using System.Text.RegularExpressions;
using Lintel.Contracts;

namespace Lintel.Tests.Infer;

/// <summary>The recorded exchanges of an API as they were on the wire: placeholders are filled.</summary>
internal static partial class GoldenRecordings
{
    public static IReadOnlyList<string> Of(string api, Contract contract)
    {
        var random = new Random(api.Length);
        return
        [
            .. Directory.GetFiles(Repository.PathOf("test", "golden", api), "*.http").Order(StringComparer.Ordinal)
                .Select(file => Fill(File.ReadAllText(file), contract, random)),
        ];
    }

    private static string Fill(string text, Contract contract, Random random)
    {
        var digits = string.Concat(Enumerable.Range(0, contract.RequestId.Digits).Select(_ => "0123456789abcdef"[random.Next(16)]));
        var number = random.Next(2, 59).ToString(CultureInfo.InvariantCulture);
        var filled = text.Replace("{requestId}", contract.RequestId.Prefix + digits, StringComparison.Ordinal)
            .Replace("{base}", contract.BasePath, StringComparison.Ordinal);
        return OtherPlaceholder().Replace(NumberPlaceholder().Replace(filled, number), "x1");
    }

    [GeneratedRegex(@"\{int:[^}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex NumberPlaceholder();

    [GeneratedRegex(@"\{(?:id|key|session|application|operator|note)[^}""]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex OtherPlaceholder();
}
