using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Lintel.AspNetCore;

namespace Lintel.Tests.Bodies;

public sealed class MomentTests
{
    private static Arbitrary<(DateTimeOffset At, int Digits)> Times { get; } =
        (from days in Gen.Choose(2, 3_652_000)
         from seconds in Gen.Choose(0, 86_399)
         from fraction in Gen.Choose(0, 9_999_999)
         from minutes in Gen.Choose(-14 * 60, 14 * 60)
         from digits in Gen.Choose(0, 20)
         select (
             new DateTimeOffset(
                 TimeSpan.TicksPerDay * days + (TimeSpan.TicksPerSecond * seconds) + (digits == 0 ? 0 : fraction),
                 TimeSpan.FromMinutes(minutes)),
             digits)).ToArbitrary();

    [Theory]
    [InlineData("2026-05-01", "2026-05-01T00:00:00.0000000")]
    [InlineData("2026-05-01T09:30:45Z", "2026-05-01T09:30:45.0000000")]
    [InlineData("2026-05-01t09:30:45z", "2026-05-01T09:30:45.0000000")]
    [InlineData("2026-05-01T09:30:45-00:00", "2026-05-01T09:30:45.0000000")]
    [InlineData("2026-05-01T09:30:45+05:30", "2026-05-01T04:00:45.0000000")]
    [InlineData("2026-05-01T09:30:45-23:59", "2026-05-02T09:29:45.0000000")]
    [InlineData("2026-05-01T09:30:45.1Z", "2026-05-01T09:30:45.1000000")]
    [InlineData("2026-05-01T09:30:45.123456789012345Z", "2026-05-01T09:30:45.1234567")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.0000000")]
    [InlineData("2017-01-01T05:29:60.25+05:30", "2017-01-01T00:00:00.2500000")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0000000")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999")]
    public void Grammar_is_read(string text, string moment)
    {
        Assert.True(Moments.TryParse(text, out var read, out var expected), expected);
        Assert.Equal((moment, TimeSpan.Zero), (read.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture), read.Offset));
    }

    [Theory]
    [InlineData("yesterday", "an ISO 8601 date and time")]
    [InlineData("", "an ISO 8601 date and time")]
    [InlineData("2026-02-29", "an ISO 8601 date and time")]
    [InlineData("2026-05-01T09:30:45", "'Z' or one such as '+05:30' is missing")]
    [InlineData("2026-05-01T09:30:45.5", "'Z' or one such as '+05:30' is missing")]
    [InlineData("2026-05-01T09:30:45+0530", "written as 'Z' or '+05:30'")]
    [InlineData("2026-05-01T09:30:45+5:30", "written as 'Z' or '+05:30'")]
    [InlineData("2026-05-01T09:30:45+05", "written as 'Z' or '+05:30'")]
    [InlineData("2026-05-01T09:30:45+24:00", "written as 'Z' or '+05:30'")]
    [InlineData("2026-05-01T09:30:45 Z", "written as 'Z' or '+05:30'")]
    [InlineData("2026-05-01T09:30:45.Z", "such as 2026-01-31T09:30:00Z")]
    [InlineData("2026-05-01T09:30Z", "such as 2026-01-31T09:30:00Z")]
    [InlineData("2026-05-01T24:00:00Z", "such as 2026-01-31T09:30:00Z")]
    [InlineData("2026-05-01 09:30:45Z", "such as 2026-01-31T09:30:00Z")]
    [InlineData("2026-05-01T09:30:60Z", "such as 2026-01-31T09:30:00Z")]
    [InlineData("2026-05-01T", "such as 2026-01-31T09:30:00Z")]
    [InlineData("2026-05-01T09:30:45٠Z", "written as")]
    [InlineData("0001-01-01T00:00:00+00:01", "in the years 1 to 9999")]
    [InlineData("9999-12-31T23:59:59-00:01", "in the years 1 to 9999")]
    public void Other_text_is_refused_with_what_is_missing(string text, string words)
    {
        Assert.False(Moments.TryParse(text, out _, out var expected));
        Assert.Contains(words, expected);
    }

    [Fact]
    public void Every_moment_is_read_from_its_text() => Prop.ForAll(Times, time =>
    {
        var (at, digits) = time;
        var fraction = digits == 0 ? string.Empty : "." + at.ToString("fffffff", CultureInfo.InvariantCulture).PadRight(20, '9')[..Math.Max(digits, 7)];
        var text = at.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + fraction + at.ToString("zzz", CultureInfo.InvariantCulture);
        return Moments.TryParse(text, out var read, out _) && read == at && read.Offset == TimeSpan.Zero;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_read_or_told_what_was_expected() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>().Filter(text => text is not null),
        text => Moments.TryParse(text, out _, out var expected) == (expected is null)
            && Moments.TryParse("2026-05-01" + text, out _, out expected) == (expected is null)
            && Moments.TryParse("2026-05-01T09:30:45" + text, out _, out expected) == (expected is null)).QuickCheckThrowOnFailure();
}
