using System.Globalization;
using AspNetCoreGeneratedDocument;
using Lintel.AspNetCore;
using Lintel.Management;
using Lintel.Management.Operators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Console;

/// <summary>Maps pages for those who have signed in. Everybody else is sent to sign in first.</summary>
internal sealed class ConsoleRoutes(RouteGroupBuilder group, ConsolePlace place)
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps a page.</summary>
    public IEndpointConventionBuilder Page(string path, Func<ConsoleCall, Task<ConsoleView>> show)
    {
        return group.MapMethods(path, Reading, AnswerAsync);

        Task AnswerAsync(HttpContext http) => Guarded(http, call => ShowAsync(call, () => show(call)));
    }

    /// <summary>Maps an answer that is no page, and goes on for as long as somebody reads it.</summary>
    public void Stream(string path, Func<ConsoleCall, IResult> answer)
    {
        group.MapGet(path, AnswerAsync);

        Task AnswerAsync(HttpContext http) => Guarded(http, call => Task.FromResult(answer(call)));
    }

    /// <summary>Maps the forms of a page.</summary>
    public void Form(string path, Func<ConsoleCall, ConsoleForm, Task<ConsoleView>> take)
    {
        group.MapPost(path, AnswerAsync);

        Task AnswerAsync(HttpContext http) => Guarded(http, call => TakeAsync(call, take));
    }

    /// <summary>Maps a file that the management API sends while it is read.</summary>
    /// <param name="path">The path.</param>
    /// <param name="file">The name of the file.</param>
    /// <param name="source">The path of the management API, below its own.</param>
    public void Download(string path, string file, Func<ConsoleCall, string> source) => Download(path, call => new ConsoleDownload(call, source(call), file));

    /// <summary>Maps a file that the management API sends while it is read.</summary>
    public void Download(string path, Func<ConsoleCall, ConsoleDownload> download)
    {
        group.MapGet(path, AnswerAsync);

        Task AnswerAsync(HttpContext http) => Guarded(http, call => Task.FromResult<IResult>(download(call)));
    }

    private static async Task<IResult> TakeAsync(ConsoleCall call, Func<ConsoleCall, ConsoleForm, Task<ConsoleView>> take)
    {
        var form = await ConsoleForm.ReadAsync(call.Http, call.Address);
        return form == ConsoleForm.TooLarge ? await SendAsync(call, ErrorViews.TooLarge())
            : form is null || !form.IsOf(call.Session.Token)
            ? await SendAsync(call, ErrorViews.ForeignForm())
            : await ShowAsync(call, () => take(call, form));
    }

    private async Task Guarded(HttpContext http, Func<ConsoleCall, Task<IResult>> answer)
    {
        // Numbers and moments are the same in the console's addresses, fields and pages whatever the culture of the application's requests.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var services = http.RequestServices;
        var (address, client) = (place.AddressOf(http), services.GetRequiredService<ManagementClient>());
        var token = ConsoleCookie.Read(http.Request);
        var reply = token is null ? null : await client.SendAsync(http, token, new ManagementRequest(HttpMethods.Get, "/operators/me"));
        if (token is null || reply is null || reply.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status404NotFound)
        {
            await ConsoleResults.Move(http, SignInAddress(http, address)).ExecuteAsync(http);
            return;
        }

        if (reply.IsRefused)
        {
            await (await ConsoleResults.PageAsync(http, new FrameModel(address, null, ErrorViews.Of(reply.Refusal())))).ExecuteAsync(http);
            return;
        }

        var call = new ConsoleCall(
            http,
            new ConsoleSession(token, reply.Read<OwnShape>()),
            address,
            client,
            services.GetRequiredService<ApiDirectory>(),
            services.GetRequiredService<TimeProvider>().GetUtcNow());
        await (await answer(call)).ExecuteAsync(http);
    }

    private static async Task<IResult> ShowAsync(ConsoleCall call, Func<Task<ConsoleView>> show)
    {
        try
        {
            return await SendAsync(call, await show());
        }
        catch (ManagementRefusedException refused) when (refused.Problem.Status == StatusCodes.Status401Unauthorized)
        {
            return ConsoleResults.Move(call.Http, SignInAddress(call.Http, call.Address));
        }
        catch (ManagementRefusedException refused)
        {
            return await SendAsync(call, ErrorViews.Of(refused.Problem));
        }
    }

    private static async Task<IResult> SendAsync(ConsoleCall call, ConsoleView view) => view.MovedTo is { } address
        ? ConsoleResults.Move(call.Http, address)
        : await ConsoleResults.PageAsync(call.Http, new FrameModel(call.Address, call.Session, view)
        {
            Added =
            [
                .. call.Http.RequestServices.GetServices<IConsoleSection>()
                    .Where(section => call.Session.May(section.Scope) && HasOwnList(section))
                    .GroupBy(section => section.Api, StringComparer.Ordinal),
            ],
        });

    // A list that leads to the records of another section is that section's.
    private static bool HasOwnList(IConsoleSection section) =>
        section.Record is null || section.List.LeadsTo is null || section.List.LeadsTo == section.Name;

    private static string SignInAddress(HttpContext http, ConsoleAddress address)
    {
        var path = http.Request.Path.ToUriComponent();
        var asked = path.Length > address.Root.Length ? path[address.Root.Length..] + http.Request.QueryString : null;
        return address.Query("/sign-in", ("next", HttpMethods.IsGet(http.Request.Method) ? asked : null));
    }
}

/// <summary>The place of the console in the application. The prefix of the group that it is mapped on is known when the first endpoint is made.</summary>
internal sealed class ConsolePlace(PublicOrigins origins, string path)
{
    private string _root = path;

    /// <summary>Takes the prefix from the endpoint of the index.</summary>
    public void NoteIndex(EndpointBuilder endpoint) => _root = "/" + ((RouteEndpointBuilder)endpoint).RoutePattern.RawText!.Trim('/');

    /// <summary>The addresses for a browser.</summary>
    public ConsoleAddress AddressOf(HttpContext http) => new(origins.Of(http.Request), _root);
}

/// <summary>Pages that say why there is no other.</summary>
internal static class ErrorViews
{
    public static ConsoleView ForeignForm() => Of(new ErrorModel(
        StatusCodes.Status403Forbidden,
        "This form was not sent by this page",
        "Nothing was changed. Open the page again, and send the form from there."));

    public static ConsoleView TooLarge() => Of(new ErrorModel(
        StatusCodes.Status413PayloadTooLarge,
        "This form is too large",
        "Nothing was changed. Go back to what you typed, and make it shorter: a form may have 256 KiB as browsers send it."));

    /// <summary>A page whose form the operator's role may not send.</summary>
    public static ConsoleView Forbidden(ConsoleCall call, string scope) => Of(new ErrorModel(
        StatusCodes.Status403Forbidden,
        "You may not do this",
        $"It needs the scope {scope}, which your role, {call.Session.Role}, does not have."));

    public static ConsoleView Missing() => Of(new ErrorModel(
        StatusCodes.Status404NotFound,
        "There is no page here",
        "The console has no page at this address. Look a request up by its id above, or choose a section."));

    public static ConsoleView Of(ManagementProblem problem) => Of(new ErrorModel(
        problem.Status,
        problem.Status switch
        {
            StatusCodes.Status403Forbidden => "You may not see this",
            StatusCodes.Status404NotFound => "There is no such record",
            StatusCodes.Status429TooManyRequests => "Too many requests",
            >= StatusCodes.Status500InternalServerError => "The records cannot be read now",
            _ => "This cannot be shown",
        },
        problem.Detail)
    {
        RequestId = problem.RequestId,
    });

    private static ConsoleView Of(ErrorModel model) => new(model.Title, string.Empty, new Views_Error { Model = model }) { Status = model.Status };
}

/// <summary>The content of a page that says why there is no other.</summary>
internal sealed record ErrorModel(int Status, string Title, string Text)
{
    /// <summary>The id of the refused request; null for none.</summary>
    public string? RequestId { get; init; }
}
