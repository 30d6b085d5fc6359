using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Errors;

/// <summary>Values that a controller cannot bind are told as for minimal APIs, and no text of the framework names a type of the program.</summary>
public sealed class ControllerBindingTests : IAsyncLifetime
{
    private ErrorsHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ErrorsHost.StartAsync(
        shop => shop.MapControllers(),
        services: services => services.AddControllers().AddApplicationPart(typeof(ParcelsController).Assembly));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("parcels", """{"name":"a","rank":"x"}""", "body rank: Field 'rank' must be a whole number in its range.")]
    [InlineData("parcels", """{"name":"a","rank":99999999999}""", "body rank: Field 'rank' must be a whole number in its range.")]
    [InlineData("parcels", """{"name":5}""", "body name: Field 'name' must be a string.")]
    [InlineData("parcels", """{"name":"a","lines":[{"count":1.5}]}""", "body lines[0].count: Field 'lines[0].count' must be a whole number in its range.")]
    [InlineData("parcels", """{"name":"a","lines":5}""", "body lines: Field 'lines' must be an array.")]
    [InlineData("parcels", """{"name":"a","lines":[5]}""", "body lines[0]: Field 'lines[0]' must be an object.")]
    [InlineData("parcels", """{"name":"a","tags":{"k.x":"s"}}""", "body tags['k.x']: Field 'tags['k.x']' must be a whole number in its range.")]
    [InlineData("parcels", """{"name":"a","color":"Mauve"}""", "body color: Field 'color' must be one of the numbers 0, 1.")]
    [InlineData("parcels", "{}", "body name: The Name field is required.")]
    [InlineData("parcels", "[]", "body : The request body must be a JSON object.")]
    [InlineData("parcels", "\"x\"", "body : The request body must be a JSON object.")]
    [InlineData("parcels", "null", "body : The request body must be a JSON object.")]
    [InlineData("parcels/list", "{}", "body : The request body must be a JSON array.")]
    [InlineData("parcels/list", "[1,\"x\"]", "body [1]: Field '[1]' must be a whole number in its range.")]
    [InlineData("parcels/word", "5", "body : The request body must be a JSON string.")]
    public async Task Json_of_another_form_names_the_field_and_what_was_expected(string path, string json, string expected)
    {
        using var response = await _host.SendAsync("POST", $"/shop/{path}", new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.Equal(expected, FaultsOf(await ErrorsHost.AssertEnvelope(response, 422, "invalid")));
    }

    [Theory]
    [InlineData("{\"name\":\"la", "The request body is not valid JSON: line 1, byte 12.")]
    [InlineData("{\"name\":\n\"a\"} x", "The request body is not valid JSON: line 2, byte 6.")]
    [InlineData("", "The request body is empty; a JSON object is expected.")]
    [InlineData("  ", "The request body is empty; a JSON object is expected.")]
    public async Task Body_that_is_no_json_is_malformed(string json, string message)
    {
        using var response = await _host.SendAsync("POST", "/shop/parcels", new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.Equal(message, (await ErrorsHost.AssertEnvelope(response, 400, "malformed")).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Path_of_any_length_leaves_no_text_of_the_framework()
    {
        var json = "{\"name\":\"a\",\"tags\":{\"" + new string('k', 600) + "\":\"s\"}}";
        using var response = await _host.SendAsync("POST", "/shop/parcels", new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.Contains("must be a whole number", FaultsOf(await ErrorsHost.AssertEnvelope(response, 422, "invalid")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("search?page=1", "query text: The text field is required.")]
    [InlineData("search?text=a&page=x", "query page: The value 'x' is not valid.")]
    [InlineData("filtered", "query text: The Text field is required.")]
    [InlineData("filtered?text=a&size=x", "query size: The value 'x' is not valid for Size.")]
    [InlineData("headed", "header X-Shelf: The shelf field is required.")]
    [InlineData("x", "path id: The value 'x' is not valid.")]
    public async Task Fault_of_a_parameter_tells_where_it_belongs(string path, string expected)
    {
        using var response = await _host.SendAsync("GET", $"/shop/parcels/{path}");

        Assert.Equal(expected, FaultsOf(await ErrorsHost.AssertEnvelope(response, 422, "invalid")));
    }

    [Fact]
    public async Task Missing_file_is_of_the_body()
    {
        using var response = await _host.SendAsync("POST", "/shop/parcels/file", new MultipartFormDataContent { { new StringContent("v"), "other" } });

        Assert.Equal("body file: The file field is required.", FaultsOf(await ErrorsHost.AssertEnvelope(response, 422, "invalid")));
    }

    [Fact]
    public async Task Form_with_too_many_fields_names_the_limit()
    {
        using var form = new StringContent(string.Join('&', Enumerable.Repeat("k", 1100)), Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await _host.SendAsync("POST", "/shop/parcels/form", form);

        var body = await ErrorsHost.AssertEnvelope(response, 400, "malformed");
        Assert.Equal("The form has too many fields; at most 1,024 are accepted.", body.GetProperty("message").GetString());
    }

    internal static string FaultsOf(JsonElement body)
    {
        Assert.DoesNotContain("Lintel.HttpTests", body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", body.GetRawText(), StringComparison.Ordinal);
        return string.Join('|', body.GetProperty("details").EnumerateArray()
            .Select(
                fault => $"{fault.GetProperty("location").GetString()} {fault.GetProperty("field").GetString()}: {fault.GetProperty("message").GetString()}"));
    }
}
