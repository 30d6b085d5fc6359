using System.Net;
using System.Net.Http.Json;
using Lintel.Testing;
using Lintel.Tests;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.GuestTests;

/// <summary>The failures of the assertions that <see cref="OwnTests"/> uses: each fails where it should, and says why.</summary>
public sealed class AssertionTests : IAsyncDisposable
{
    private readonly LintelApplicationFactory<Program> _factory = new();

    public ValueTask DisposeAsync() => _factory.DisposeAsync();

    [Fact]
    public async Task Other_error_is_told_with_what_came()
    {
        var response = await _factory.CreateClient().GetAsync("/shop/orders/1");

        var failure = Assert.Throws<ContractAssertionException>(() => response.ShouldBeError("forbidden"));

        Assert.StartsWith(
            "The response to GET /shop/orders/1 should have been 'forbidden' (403) and is 'no_key'.\nHTTP 401\n",
            failure.Message,
            StringComparison.Ordinal);
        Assert.Contains("\"code\":\"no_key\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Success_is_no_error_and_an_error_no_success()
    {
        using var client = await _factory.CreateClientWithKeyAsync("orders:read");
        var success = await client.GetAsync("/shop/orders/1");
        var error = await client.GetAsync("/shop/orders/2");

        var noError = Assert.Throws<ContractAssertionException>(() => success.ShouldBeError("not_found"));
        var noSuccess = Assert.Throws<ContractAssertionException>(error.ShouldBeSuccess);

        Assert.Contains("should have been 'not_found' (404) and is no error of the contract", noError.Message, StringComparison.Ordinal);
        Assert.Contains("should have been a success and is 'not_found'", noSuccess.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_is_read_however_often()
    {
        using var client = await _factory.CreateClientWithKeyAsync("orders:read");
        var response = await client.GetAsync("/shop/orders/2");
        await response.Content.ReadFromJsonAsync<object>();

        Assert.Equal("not_found", response.ShouldBeError("not_found").Code);
        Assert.NotEmpty(response.ShouldBeError("not_found").RequestId!);
        Assert.NotEmpty(await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Error_that_breaks_the_contract_is_told()
    {
        var response = await _factory.CreateClient().GetAsync("/shop/orders/1");
        response.Headers.Remove("Cache-Control");

        var failure = Assert.Throws<ContractAssertionException>(() => response.ShouldBeError("no_key"));

        Assert.Contains("is 'no_key' and breaks the contract: Cache-Control is not no-store.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_that_the_contract_does_not_have_is_a_fault_of_the_test()
    {
        var response = await _factory.CreateClient().GetAsync("/shop/orders/1");

        var failure = Assert.Throws<ArgumentException>(() => response.ShouldBeError("no_keys"));

        Assert.Contains("Did you mean 'no_key'?", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Response_outside_the_apis_has_no_contract()
    {
        var response = await _factory.CreateClient().GetAsync("/plain/hello");

        var failure = Assert.Throws<InvalidOperationException>(() => response.ShouldBeError("no_key"));

        Assert.Contains("No contract is known for GET /plain/hello", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contract_is_handed_in_for_responses_of_other_clients()
    {
        using var client = _factory.Server.CreateClient();

        var response = await client.GetAsync("/shop/orders/1");

        Assert.Equal("no_key", response.ShouldBeError(_factory.Contract, "no_key").Code);
    }

    [Fact]
    public async Task Exchange_that_differs_is_told_with_what_came()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "# No key\nGET /shop/orders/1 HTTP/1.1\n\n###\nHTTP/1.1 401 Unauthorized\n\n{}\n");

        var failure = await Assert.ThrowsAsync<ContractAssertionException>(() => GoldenExchanges.CompareAsync(_factory.CreateClient(), file));

        Assert.Contains("the body was expected to be\n{}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"no_key\"", failure.Message, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public void Definitions_without_an_exchange_are_listed()
    {
        var missing = GoldenExchanges.MissingIn(Repository.PathOf("test/Lintel.GuestTests/exchanges"), _factory.Contract);

        Assert.Contains("too_fast", missing);
        Assert.DoesNotContain("no_key", missing);
    }

    [Fact]
    public async Task Scope_that_the_contract_does_not_have_is_told()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _factory.IssueKeyAsync("orders:red"));

        Assert.Contains("scopes[0]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Api_that_the_application_does_not_have_is_told()
    {
        using var factory = new LintelApplicationFactory<Program> { Api = "depot" };

        var failure = Assert.Throws<InvalidOperationException>(() => factory.Contract);

        Assert.Contains("There is no API 'depot' among shop, lintel.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_is_set_up_further()
    {
        var configured = false;
        await using var factory = new LintelApplicationFactory<Program>(host => host.ConfigureServices(_ => configured = true));

        Assert.Equal(HttpStatusCode.OK, (await factory.CreateClient().GetAsync("/plain/hello")).StatusCode);
        Assert.True(configured);
    }
}
