extern alias client;

using System.Net;
using client::Tickets.Models;
using Lintel.Testing;
using Microsoft.Kiota.Abstractions;

/// <summary>The client against the API itself, in memory.</summary>
public sealed class BoxOfficeTests : IAsyncDisposable
{
    private readonly LintelApplicationFactory<Program> _factory = new();

    public ValueTask DisposeAsync() => _factory.DisposeAsync();

    [Fact]
    public async Task Ticket_is_bought()
    {
        var office = await OfficeAsync();

        Assert.IsType<client::Bought>(await office.BuyAsync("Hamlet", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Show_that_is_sold_out_is_told_in_the_words_of_the_API()
    {
        var office = await OfficeAsync();

        Assert.Equal(new client::SoldOut("Moon is sold out."), await office.BuyAsync("Moon", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Fourth_order_of_a_minute_is_taken_after_the_wait_that_the_API_has_named()
    {
        var office = await OfficeAsync();
        for (var i = 0; i < 3; i++)
        {
            await office.BuyAsync("Hamlet", TestContext.Current.CancellationToken);
        }

        var refused = Assert.IsType<client::TooFast>(await office.BuyAsync("Hamlet", TestContext.Current.CancellationToken));
        _factory.Clock.Advance(refused.RetryAfter);

        Assert.IsType<client::Bought>(await office.BuyAsync("Hamlet", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Unknown_key_is_not_admitted()
    {
        Assert.IsType<client::NotAdmitted>(await Office("tick_unknown").BuyAsync("Hamlet", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Refusal_that_nobody_expects_has_a_code_and_an_id()
    {
        var office = await OfficeAsync();

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => office.BuyAsync(new string('x', 51), TestContext.Current.CancellationToken));

        Assert.Equal("invalid_request", Assert.IsType<InvalidRequestError>(thrown.InnerException).Code);
        Assert.Contains(Assert.IsAssignableFrom<ApiException>(thrown.InnerException).ResponseHeaders["X-Request-Id"].Single(), thrown.Message);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, 2)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 1)]
    [InlineData(HttpStatusCode.GatewayTimeout, 1)]
    public async Task Order_that_may_have_been_taken_is_not_sent_again(HttpStatusCode first, int requests)
    {
        var counter = new Refusing(first);

        await Record.ExceptionAsync(() =>
            client::BoxOffice.At(new Uri("http://localhost/tickets"), "tick_any", counter).BuyAsync("Hamlet", TestContext.Current.CancellationToken));

        Assert.Equal(requests, counter.Requests);
    }

    private async Task<client::BoxOffice> OfficeAsync() => Office(await _factory.IssueKeyAsync());

    private client::BoxOffice Office(string key) =>
        client::BoxOffice.At(new Uri("http://localhost/tickets"), key, _factory.Server.CreateHandler());

    /// <summary>An API that refuses the first request and fails at the next.</summary>
    private sealed class Refusing(HttpStatusCode first) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            var response = new HttpResponseMessage(Requests == 1 ? first : HttpStatusCode.InternalServerError) { RequestMessage = request };
            response.Headers.Add("Retry-After", "0");
            return Task.FromResult(response);
        }
    }
}
