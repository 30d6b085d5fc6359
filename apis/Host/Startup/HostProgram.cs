using System.Runtime.InteropServices;
using System.Text;
using Lintel.Host.Audit;
using Lintel.Host.Contracts;
using Lintel.Host.Import;
using Lintel.Host.Infer;
using Lintel.Host.Move;
using Lintel.Host.Peppers;
using Lintel.Host.Settings;
using Lintel.Host.SignIn;
using Lintel.Sqlite;

namespace Lintel.Host.Startup;

/// <summary>The process from its arguments to its exit code.</summary>
internal static class HostProgram
{
    /// <summary>Runs what the arguments say.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="errors">Standard error.</param>
    /// <param name="input">What is read in the place of standard input; null for that.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter errors, TextReader? input = null)
    {
        try
        {
            return CommandLine.Parse(args) switch
            {
                CommandLine.Options options => await RunAsync(options, output),
                CommandLine.Backup backup => await BackUpAsync(backup, output),
                CommandLine.ImportKeys import => await ImportAsync(import, input, output, errors),
                CommandLine.SignInLink link => await SignInLinkAsync(link, output),
                CommandLine.Move move => await MoveAsync(move, output, errors),
                CommandLine.AuditVerify verify => await VerifyAsync(verify, output, errors),
                CommandLine.Pepper pepper => await PepperAsync(pepper, output),
                CommandLine.Lint lint => (int)LintCommand.Run(lint, output),
                CommandLine.Show show => (int)ShowCommand.Run(show, output, TimeProvider.System),
                CommandLine.Infer infer => (int)InferCommand.Run(infer, input ?? System.Console.In, output, errors),
                _ => Help(output),
            };
        }
        catch (StartupException exception)
        {
            errors.WriteLine($"lintel: {exception.Message}");
            return (int)exception.ExitCode;
        }
    }

    private static async Task<int> RunAsync(CommandLine.Options options, TextWriter output)
    {
        var settings = HostSettingsReader.Read(HostSettingsReader.Gather(options.Values));
        using var stopping = new CancellationTokenSource();
        try
        {
            await using var host = await StartAsync(settings, stopping);
            output.WriteLine(Welcome.Text(host));
            await host.WaitForShutdownAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            output.WriteLine("Lintel was stopped before it was ready.");
        }

        return (int)ExitCode.Stopped;
    }

    /// <summary>Starts the process. A signal to stop, which the framework heeds only once the server starts, ends the start at any moment of it.</summary>
    private static async Task<HostApplication> StartAsync(HostSettings settings, CancellationTokenSource stopping)
    {
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        return await HostApplication.StartAsync(settings, TimeProvider.System, cancellationToken: stopping.Token);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopping.Cancel();
        }
    }

    private static async Task<int> BackUpAsync(CommandLine.Backup backup, TextWriter output)
    {
        var settings = HostSettingsReader.Read(HostSettingsReader.Gather(backup.Values));
        if (settings.Postgres is not null)
        {
            throw new StartupException(ExitCode.Usage, "backup copies the files of the data folder; the records are in PostgreSQL. Use pg_dump, and keep the pepper elsewhere.");
        }

        try
        {
            var files = await SqliteBackup.CreateAsync(settings.DataDirectory, backup.Folder);
            output.WriteLine(
                $"Copied {files.Count} files of {settings.DataDirectory} to {Path.GetFullPath(backup.Folder)}: {string.Join(", ", files)}. Keep the pepper elsewhere.");
            return (int)ExitCode.Stopped;
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartupException(ExitCode.Data, exception.Message, exception);
        }
    }

    private static async Task<int> ImportAsync(CommandLine.ImportKeys import, TextReader? input, TextWriter output, TextWriter errors)
    {
        var settings = HostSettingsReader.Read(HostSettingsReader.Gather(import.Values));
        using var standardInput = input is null && import.File == CommandLine.ImportKeys.StandardInput
            ? new StreamReader(System.Console.OpenStandardInput(), Encoding.UTF8)
            : null;
        var progress = new CommandProgress(errors, IsTerminal(errors), "keys");
        var command = new ImportCommand(import, settings, progress, TimeProvider.System);
        return (int)await command.RunAsync(input ?? standardInput ?? TextReader.Null, output, errors);
    }

    private static async Task<int> SignInLinkAsync(CommandLine.SignInLink link, TextWriter output)
    {
        var settings = HostSettingsReader.Read(HostSettingsReader.Gather(link.Values));
        output.WriteLine(link.Url is { } url
            ? await HttpSignInLink.MakeAsync(url, HttpImportTarget.ReadToken(link.TokenFile, settings), link.Login)
            : await StoredSignInLink.MakeAsync(settings, link.Login, TimeProvider.System));
        return (int)ExitCode.Stopped;
    }

    private static async Task<int> MoveAsync(CommandLine.Move move, TextWriter output, TextWriter errors)
    {
        var settings = HostSettingsReader.Read(HostSettingsReader.Gather(move.Values));
        return (int)await new MoveCommand(settings, new CommandProgress(errors, IsTerminal(errors), "rows")).RunAsync(output);
    }

    private static async Task<int> VerifyAsync(CommandLine.AuditVerify verify, TextWriter output, TextWriter errors)
    {
        var settings = HostSettingsReader.Read(HostSettingsReader.Gather(verify.Values));
        return (int)await new VerifyCommand(settings, verify.Seen, new CommandProgress(errors, IsTerminal(errors), "entries")).RunAsync(output);
    }

    private static async Task<int> PepperAsync(CommandLine.Pepper pepper, TextWriter output)
    {
        var settings = HostSettingsReader.Read(HostSettingsReader.Gather(pepper.Values));
        return (int)await new PepperCommands(settings, TimeProvider.System).RunAsync(pepper.Action, output);
    }

    private static bool IsTerminal(TextWriter errors) => ReferenceEquals(errors, System.Console.Error) && !System.Console.IsErrorRedirected;

    private static int Help(TextWriter output)
    {
        output.WriteLine(CommandLine.HelpText);
        return (int)ExitCode.Stopped;
    }
}
