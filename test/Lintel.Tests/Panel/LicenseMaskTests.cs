using Lintel.Panel;

namespace Lintel.Tests.Panel;

public sealed class LicenseMaskTests
{
    [Fact]
    public void Only_holes_are_filled_and_no_two_alike()
    {
        var texts = Enumerable.Range(0, 1000).Select(_ => LicenseMask.Fill("PRO-XXXXXX-XXXXXX-7")).ToList();

        Assert.All(texts, text => Assert.Matches("^PRO-[A-HJ-NP-Z2-9]{6}-[A-HJ-NP-Z2-9]{6}-7$", text));
        Assert.Equal(1000, texts.Distinct().Count());
    }

    [Theory]
    [InlineData("XXXX-XXXX-XXXX", true)]
    [InlineData("XXXX-XXXX-XXX", false)]
    [InlineData("xxxx-xxxx-xxxx", false)]
    public void Mask_needs_places_enough_to_be_no_guess(string mask, bool enough) => Assert.Equal(enough, LicenseMask.HasEnoughHoles(mask));
}
