using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Lintel.Panel;

namespace Lintel.Tests.Panel;

public sealed class SearchParametersTests
{
    [Theory]
    [InlineData("""{"searchString":"john","categories":["Login"]}""", "john", "Login")]
    [InlineData("""{"categories":["IPv4","Client id"]}""", "", "IPv4,Client id")]
    [InlineData("""{"searchString":"\u00e5\ud83d\ude00"}""", "å😀", "")]
    [InlineData("""{"other":{"searchString":1}}""", "", "")]
    [InlineData(" {} ", "", "")]
    public void Object_in_its_form_is_read(string json, string text, string categories)
    {
        var search = SearchParameters.Parse(json);

        Assert.Equal((text, categories), (search?.Text, string.Join(',', search?.Categories ?? ["none"])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"john\"")]
    [InlineData("{} {}")]
    [InlineData("""{"searchString":null}""")]
    [InlineData("""{"searchString":7}""")]
    [InlineData("""{"searchString":["john"]}""")]
    [InlineData("""{"searchString":"a","searchString":"b"}""")]
    [InlineData("""{"searchString":"\ud800"}""")]
    [InlineData("""{"searchString":"jo\u0000hn"}""")]
    [InlineData("""{"searchString":"jo\u0085hn"}""")]
    [InlineData("""{"\udc00":1,"searchString":"a"}""")]
    [InlineData("""{"categories":"Login"}""")]
    [InlineData("""{"categories":null}""")]
    [InlineData("""{"categories":[null]}""")]
    [InlineData("""{"categories":[["Login"]]}""")]
    [InlineData("""{"categories":["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17"]}""")]
    [InlineData("""{"a":[[[[[[[[[[]]]]]]]]]]}""")]
    [InlineData("""{"searchString":"john",}""")]
    [InlineData("""{'searchString':'john'}""")]
    public void Everything_else_is_not(string json) => Assert.Null(SearchParameters.Parse(json));

    [Fact]
    public void What_was_written_is_what_is_read()
    {
        var texts = ArbMap.Default.GeneratorFor<string?>().Select(text => Valid(text ?? string.Empty));
        var cases =
            from text in texts
            from categories in Gen.ListOf(texts)
            select (text: text[..Math.Min(text.Length, 200)], categories: categories.Take(16).ToArray());

        Prop.ForAll(cases.ToArbitrary(), tried =>
        {
            var read = SearchParameters.Parse(JsonSerializer.Serialize(new { searchString = Valid(tried.text), tried.categories }));
            return read is not null && read.Text == Valid(tried.text) && string.Join('\0', read.Categories) == string.Join('\0', tried.categories);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_text_is_too_odd_to_be_looked_at()
    {
        var pieces = Gen.Elements(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "searchString",
            "categories",
            "\"searchString\":",
            "\"a\"",
            "\\",
            "\\u",
            "d800",
            "\ud800",
            "1",
            "null",
            " ",
            "\0");
        var texts = Gen.ListOf(pieces).Select(string.Concat);

        Prop.ForAll(
            texts.ToArbitrary(),
            text => SearchParameters.Parse(text) is null or { Text.Length: <= 256, Categories.Count: <= 16 }).QuickCheckThrowOnFailure();
    }

    /// <summary>Half a surrogate pair cannot be written as JSON, and control characters are refused.</summary>
    private static string Valid(string text) => string.Concat(text.EnumerateRunes().Where(rune => !Rune.IsControl(rune)).Select(rune => rune.ToString()));
}
