using System.Net;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware.Options;
using Tickets;
using Tickets.Models;

/// <summary>Buys tickets, and says what came of it instead of throwing what callers have to expect.</summary>
public sealed class BoxOffice(TicketsApi api)
{
    /// <summary>Connects to the API.</summary>
    /// <param name="address">The address of the API, with its base path.</param>
    /// <param name="key">The key.</param>
    /// <param name="handler">What sends the requests; null for the default.</param>
    public static BoxOffice At(Uri address, string key, HttpMessageHandler? handler = null)
    {
        // Short waits are Kiota's: it repeats while they add up to five seconds. Longer ones are told. Ten waits of a second or more are never reached.
        // An order that may have been taken is not repeated: of the statuses that Kiota goes by, 429 alone says that nothing was done.
        var retries = new RetryHandlerOption
        {
            MaxRetry = 10,
            RetriesTimeLimit = TimeSpan.FromSeconds(5),
            ShouldRetry = (_, _, response) => response.StatusCode == HttpStatusCode.TooManyRequests,
        };
        var http = KiotaClientFactory.Create(handler, [retries]);
        var credential = new BaseBearerTokenAuthenticationProvider(new Key(key));
        return new BoxOffice(new TicketsApi(new HttpClientRequestAdapter(credential, httpClient: http) { BaseUrl = address.ToString() }));
    }

    public async Task<Outcome> BuyAsync(string show, CancellationToken cancellation = default)
    {
        try
        {
            var ticket = await api.Orders.PostAsync(new NewOrder { Show = show }, cancellationToken: cancellation);
            return new Bought(ticket!.Number!.Value);
        }
        catch (SoldOutError error)
        {
            return new SoldOut(error.Message);
        }
        catch (RateLimitedError error)
        {
            return new TooFast(TimeSpan.FromSeconds(int.Parse(error.ResponseHeaders["Retry-After"].Single())));
        }
        catch (UnauthorizedError error)
        {
            return new NotAdmitted(error.Message);
        }
        catch (ApiException error)
        {
            // Every response has an id that the support of the API finds it by.
            var id = error.ResponseHeaders.TryGetValue("X-Request-Id", out var ids) ? ids.Single() : "none";
            throw new InvalidOperationException($"The order failed with {error.ResponseStatusCode}, request id {id}: {error.Message}", error);
        }
    }

    private sealed class Key(string secret) : IAccessTokenProvider
    {
        public AllowedHostsValidator AllowedHostsValidator { get; } = new();

        public Task<string> GetAuthorizationTokenAsync(
            Uri uri, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(secret);
    }
}

/// <summary>The outcome of an order.</summary>
public abstract record Outcome;

public sealed record Bought(int Number) : Outcome;

public sealed record SoldOut(string Message) : Outcome;

/// <param name="RetryAfter">How long to wait before the same order is worth another try.</param>
public sealed record TooFast(TimeSpan RetryAfter) : Outcome;

public sealed record NotAdmitted(string Message) : Outcome;
