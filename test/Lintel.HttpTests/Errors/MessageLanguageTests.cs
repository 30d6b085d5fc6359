using System.Text.Json;
using Lintel.HttpTests.Door;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lintel.HttpTests.Errors;

/// <summary>Messages in the language that a caller prefers, where a contract has several.</summary>
public sealed class MessageLanguageTests
{
    [Theory]
    [InlineData(null, "en", "Send a key.")]
    [InlineData("de", "de", "Senden Sie einen Schlüssel.")]
    [InlineData("DE-at", "de", "Senden Sie einen Schlüssel.")]
    [InlineData("de-x-dialect", "de", "Senden Sie einen Schlüssel.")]
    [InlineData("fr;q=0.5, de;q=0.4", "fr", "Envoyez une clé.")]
    [InlineData("fr;q=0.4, de", "de", "Senden Sie einen Schlüssel.")]
    [InlineData("en, de", "en", "Send a key.")]
    [InlineData("en-GB;q=0.9, de;q=0.8", "en", "Send a key.")]
    [InlineData("it, fr", "fr", "Envoyez une clé.")]
    [InlineData("de;q=0, fr;q=0.1", "fr", "Envoyez une clé.")]
    [InlineData("en;q=0, *", "de", "Senden Sie einen Schlüssel.")]
    [InlineData("de-CH;q=0.9, de;q=0", "en", "Send a key.")]
    [InlineData("en;q=0, de;q=0, fr;q=0, pt-BR;q=0, *", "en", "Send a key.")]
    [InlineData("it", "en", "Send a key.")]
    [InlineData("*", "en", "Send a key.")]
    [InlineData("pt", "en", "Send a key.")]
    [InlineData("pt-BR", "pt-BR", "Envie uma chave.")]
    [InlineData("; nonsense ,,=", "en", "Send a key.")]
    public async Task Message_is_in_the_preferred_language(string? accepted, string language, string message)
    {
        await using var host = await StartAsync();

        using var response = await SendAsync(host, "/shop/things", null, accepted);

        Assert.Equal((message, "unauthenticated"), await BodyAsync(response));
        Assert.Equal([language], response.Content.Headers.ContentLanguage);
        Assert.Equal(["Accept-Language"], response.Headers.Vary);
    }

    [Fact]
    public async Task Condition_has_a_text_of_its_own_in_each_language()
    {
        await using var host = await StartAsync();

        using var german = await SendAsync(host, "/shop/things", " ", "de");
        using var french = await SendAsync(host, "/shop/things", " ", "fr");

        Assert.Equal(("Der Schlüssel ist leer.", "unauthenticated"), await BodyAsync(german));
        Assert.Equal(("Envoyez une clé.", "unauthenticated"), await BodyAsync(french));
    }

    [Fact]
    public async Task Arguments_fill_a_translation()
    {
        await using var host = await StartAsync();

        using var response = await SendAsync(host, "/shop/secret", (await host.IssueAsync()).Key, "de");

        Assert.Equal(("Nötig ist 'things:write'.", "no_scope"), await BodyAsync(response));
    }

    [Fact]
    public async Task Error_without_a_translation_is_in_the_own_language_and_varies_too()
    {
        await using var host = await StartAsync();

        using var response = await SendAsync(host, "/shop/nothing", host.Key, "de");

        Assert.Equal("not_found", (await BodyAsync(response)).Code);
        Assert.Equal(["en"], response.Content.Headers.ContentLanguage);
        Assert.Equal(["Accept-Language"], response.Headers.Vary);
    }

    [Fact]
    public async Task Status_that_the_application_set_is_kept_in_each_language()
    {
        await using var host = await StartAsync();

        using var response = await SendAsync(host, "/shop/teapot", host.Key, "de");

        Assert.Equal(418, (int)response.StatusCode);
        Assert.Equal(("Ungültig.", "invalid"), await BodyAsync(response));
    }

    [Fact]
    public async Task Very_long_list_of_languages_is_not_read()
    {
        await using var host = await StartAsync();

        using var response = await SendAsync(host, "/shop/things", null, string.Join(", ", Enumerable.Repeat("de", 300)));

        Assert.Equal(["en"], response.Content.Headers.ContentLanguage);
    }

    [Fact]
    public async Task Contract_of_one_language_says_nothing_of_languages()
    {
        await using var host = await StartAsync(DoorHost.Contract);

        using var response = await SendAsync(host, "/shop/things", null, "de");

        Assert.Empty(response.Content.Headers.ContentLanguage);
        Assert.Empty(response.Headers.Vary);
    }

    private static Task<DoorHost> StartAsync(string? contract = null) => DoorHost.StartAsync(
        shop =>
        {
            shop.MapGet("/things", () => "things");
            shop.MapGet("/secret", () => "secret").RequireScope("things:write");
            shop.MapGet("/teapot", () => Results.StatusCode(418));
        },
        contract: text => contract ?? text
            .Replace(
                "message: Send a key.,",
                "message: Send a key., messages: "
                    + "{ de: { message: Senden Sie einen Schlüssel., credential.empty: Der Schlüssel ist leer. }, fr: Envoyez une clé., pt-BR: Envie uma chave. },",
                StringComparison.Ordinal)
            .Replace(
                "message: \"Needs '{required}'.\",",
                "message: \"Needs '{required}'.\", messages: { de: \"Nötig ist '{required}'.\" },",
                StringComparison.Ordinal)
            .Replace(
                "when: request.invalid, message: \"{problem}\",",
                "when: request.invalid, message: \"{problem}\", messages: { de: Ungültig. },",
                StringComparison.Ordinal));

    private static Task<HttpResponseMessage> SendAsync(DoorHost host, string path, string? key, string? accepted) =>
        host.SendAsync("GET", path, key, content: null, accepted is null ? [] : [("Accept-Language", accepted)]);

    private static async Task<(string Message, string Code)> BodyAsync(HttpResponseMessage response)
    {
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (body.RootElement.GetProperty("message").GetString()!, body.RootElement.GetProperty("code").GetString()!);
    }
}
