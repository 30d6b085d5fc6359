// Calls the host at the address of the first argument, whose operator's token is the second, and expects each refusal as an exception of its own type.
using Clients.Fieldservice;
using Clients.Lintel;
using Clients.Lintel.Models;
using Clients.Otp;
using Clients.Otp.Models;
using Clients.Pixel;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;
using FieldserviceErrors = Clients.Fieldservice.Models;
using LintelErrors = Clients.Lintel.Models;
using PixelErrors = Clients.Pixel.Models;

var (host, token) = (args[0], args[1]);
var lintel = new LintelClient(Adapter("lintel", token));

// A success has its members, and a key has the scopes that it was made with.
var account = (await lintel.V1.Accounts.PostAsync(new NewAccountDocument { Api = "pixel", Name = "Brook Dairy" }))!;
Expect("active", account.Subscription ?? "active");
var good = (await lintel.V1.Keys.PostAsync(new NewKeyDocument { AccountId = account.Id, Name = "all", Scopes = ["pixel:read"] }))!;
var narrow = (await lintel.V1.Keys.PostAsync(new NewKeyDocument { AccountId = account.Id, Name = "writer", Scopes = ["pixel:write"] }))!;
Expect(0, (await new PixelClient(Adapter("pixel", good.Secret)).Api.V1.Pixel.Websites.GetAsync())!.Data!.Count);

// A code that stands inside `error`, one of several of its status, with details.
var forbidden = await Refused<PixelErrors.ForbiddenError>(() => new PixelClient(Adapter("pixel", narrow.Secret)).Api.V1.Pixel.Websites.GetAsync());
Expect(403, forbidden.ResponseStatusCode);
Expect(PixelErrors.ForbiddenErrorCode.Insufficient_scope, forbidden.Error!.Code);
Expect("pixel:read", forbidden.Error.Details!.Required);
Expect(forbidden.Error.Message, forbidden.Message);
Expect(forbidden.ResponseHeaders["X-Request-Id"].Single(), forbidden.Meta!.RequestId);

var unauthorized = await Refused<PixelErrors.UnauthorizedError>(() => new PixelClient(Adapter("pixel", null)).Api.V1.Pixel.Websites.GetAsync());
Expect(PixelErrors.UnauthorizedErrorCode.Missing_authorization, unauthorized.Error!.Code);

// A code that is the only one of its status, in another API.
var unauthenticated = await Refused<UnauthenticatedError>(() => new OtpClient(Adapter("otp", null)).V1.Projects.GetAsync());
Expect("UNAUTHENTICATED", unauthenticated.Error!.Code);

// A code at the top of the body, beside the message.
var flat = await Refused<FieldserviceErrors.UnauthorizedError>(() => new FieldserviceClient(Adapter("fieldservice", null)).Api.V1.Jobs.GetAsync());
Expect("unauthorized", flat.Error);
Expect(flat.MessageEscaped, flat.Message);

// Problem details, with every faulty field.
var invalid = await Refused<LintelErrors.InvalidRequestError>(() => lintel.V1.Accounts.PostAsync(new NewAccountDocument { Api = "pixel", Name = "" }));
Expect("invalid_request", invalid.Code);
Expect(true, invalid.Errors is { Count: > 0 });

Console.WriteLine("Every refusal came as its type.");

HttpClientRequestAdapter Adapter(string api, string? key)
{
    IAuthenticationProvider authentication = key is null ? new AnonymousAuthenticationProvider() : new BaseBearerTokenAuthenticationProvider(new Key(key));
    return new HttpClientRequestAdapter(authentication) { BaseUrl = $"{host}/{api}" };
}

static async Task<TError> Refused<TError>(Func<Task> call)
    where TError : ApiException
{
    try
    {
        await call();
    }
    catch (TError error)
    {
        return error;
    }

    throw new InvalidOperationException($"No {typeof(TError).Name} came.");
}

static void Expect<TValue>(TValue expected, TValue actual)
{
    if (!EqualityComparer<TValue>.Default.Equals(expected, actual))
    {
        throw new InvalidOperationException($"Expected {expected}, and found {actual}.");
    }
}

internal sealed class Key(string secret) : IAccessTokenProvider
{
    public AllowedHostsValidator AllowedHostsValidator { get; } = new();

    public Task<string> GetAuthorizationTokenAsync(
        Uri uri, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(secret);
}
