using Lintel.Host.Startup;

return await HostProgram.RunAsync(args, Console.Out, Console.Error);
