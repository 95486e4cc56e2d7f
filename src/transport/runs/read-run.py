# One run folder.
reply(lambda: run_folder(ASK['root'], ASK['run'], ASK['pictures']))
