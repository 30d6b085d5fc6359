using System.Text.Json.Nodes;
using Lintel.Reference;

namespace Lintel.HttpTests.OpenApi;

/// <summary>Schemas that are joined to one.</summary>
public sealed class SchemaUnionTests
{
    [Theory]
    [InlineData("""{"type":"string","const":"a"}""", """{"type":"string","const":"b"}""", """{"type":"string","enum":["a","b"]}""")]
    [InlineData("""{"type":"string","const":"a"}""", """{"type":"string"}""", """{"type":"string"}""")]
    [InlineData("""{"type":"string","format":"uri"}""", """{"type":["string","null"]}""", """{"type":["string","null"]}""")]
    [InlineData("""{"type":"integer"}""", """{"type":"null"}""", """{"type":["integer","null"]}""")]
    [InlineData("""{"type":"integer"}""", "{}", "{}")]
    [InlineData("""{"type":"integer"}""", """{"type":"string"}""", """{"anyOf":[{"type":"integer"},{"type":"string"}]}""")]
    [InlineData(
        """{"type":"string","const":"a"}""",
        """{"type":"null"}""",
        """{"anyOf":[{"type":"string","const":"a"},{"type":"null"}]}""")]
    [InlineData("""{"const":null}""", """{"type":"string"}""", """{"type":["string","null"]}""")]
    [InlineData("""{"const":null}""", """{"type":"null"}""", """{"type":"null"}""")]
    [InlineData(
        """{"type":"string","enum":["a",null]}""",
        """{"type":"string","const":"b"}""",
        """{"anyOf":[{"type":"string","enum":["a","b"]},{"type":"null"}]}""")]
    [InlineData(
        """{"type":["string","null"],"enum":["a",null]}""",
        """{"type":["string","null"],"enum":["b",null]}""",
        """{"anyOf":[{"type":"string","enum":["a","b"]},{"type":"null"}]}""")]
    [InlineData(
        """{"type":"array","items":{"type":"string","const":"a"}}""",
        """{"type":"array","items":{"type":"string","const":"b"}}""",
        """{"type":"array","items":{"type":"string","enum":["a","b"]}}""")]
    [InlineData(
        """{"type":"object","required":["code","key"],"properties":{"code":{"type":"string","const":"a"},"key":{"type":"string"}}}""",
        """{"type":"object","required":["code"],"properties":{"code":{"type":"string","const":"b"},"wait":{"type":"integer"}}}""",
        """
        {"type":"object","required":["code"],
         "properties":{"code":{"type":"string","enum":["a","b"]},"key":{"type":"string"},"wait":{"type":"integer"}}}
        """)]
    [InlineData(
        """{"type":"object","properties":{"key":{"type":"string"}}}""",
        """{"$ref":"#/components/schemas/Order"}""",
        """{"anyOf":[{"type":"object","properties":{"key":{"type":"string"}}},{"$ref":"#/components/schemas/Order"}]}""")]
    public void Union_takes_what_either_schema_takes(string one, string other, string expected)
    {
        var union = SchemaUnion.Of([JsonNode.Parse(one)!.AsObject(), JsonNode.Parse(other)!.AsObject()]);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), union), union.ToJsonString());
    }
}
