using System.Text.RegularExpressions;

namespace Lintel.Tests.Conventions;

/// <summary>Numbers that somebody has sent or set are read in one place, which takes digits and nothing behind them.</summary>
public sealed partial class NumberTests
{
    /// <summary>The one place, and those that have checked every character before.</summary>
    private static readonly string[] Known =
    [
        "src/Lintel.AspNetCore/Calls/DecimalText.cs",
        "src/Lintel.Core/Contracts/Reading/MappingCursor.cs",
        "src/Lintel.Core/WholeNumberText.cs",
    ];

    [Fact]
    public void Numbers_are_read_by_no_parser_that_passes_over_nul()
    {
        var found = new[] { "src", "apis" }
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .Where(
                file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                    && LenientParser().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal);

        Assert.Equal(Known, found);
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("007", 7L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("", null)]
    [InlineData("5\0", null)]
    [InlineData("5\0\0", null)]
    [InlineData(" 5", null)]
    [InlineData("5 ", null)]
    [InlineData("5\n", null)]
    [InlineData("+5", null)]
    [InlineData("-5", null)]
    [InlineData("1,000", null)]
    [InlineData("5.0", null)]
    [InlineData("٥", null)]
    public void Number_is_digits_alone(string text, long? expected) => Assert.Equal(expected, WholeNumberText.TryParse(text, out long number) ? number : null);

    [Theory]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("2147483648", null)]
    [InlineData("5\0", null)]
    public void Number_has_room_in_an_int(string text, int? expected) => Assert.Equal(expected, WholeNumberText.TryParse(text, out int number) ? number : null);

    [Theory]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("-9223372036854775809", null)]
    [InlineData("+5", 5L)]
    [InlineData("5", 5L)]
    [InlineData("-5\0", null)]
    [InlineData("--5", null)]
    [InlineData("-", null)]
    [InlineData("- 5", null)]
    public void Signed_number_is_a_sign_and_digits_alone(string text, long? expected) =>
        Assert.Equal(expected, WholeNumberText.TryParseSigned(text, out var number) ? number : null);

    [GeneratedRegex(@"\b(s?byte|u?short|u?int|u?long|decimal|double|float|Int\d+|UInt\d+)\.TryParse\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LenientParser();
}
